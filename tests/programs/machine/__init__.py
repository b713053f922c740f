"""A machine that does to the site, in any order, what buyers, colleagues, Stripe and the clock can do.

`world` is one small world: three cohorts, Stripe's stand-in, a clock that stands still until it is
moved. The rules are in `buyers`, `staff` and `outside`; `convergence` is what must be true at the end,
when every webhook is lost and only the reconciler and the chores are left. Hypothesis puts the rules
together and shortens whatever breaks an invariant.
"""
