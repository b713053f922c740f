.PHONY: run test check bench

run:
	@exec bin/python bin/run.py

test:
	@exec bin/python bin/suite.py $(ARGS)

check:
	@exec bin/python bin/check.py

bench:
	@bin/python bin/bench.py
	@exec bin/python bin/bench_seats.py
