from wagtail import blocks

from site_core.offers import offered


class GuideContentsBlock(blocks.StructBlock):
    """One part of a guide: what it is called and what it gives."""

    heading = blocks.CharBlock(max_length=80)
    text = blocks.CharBlock(max_length=200)

    class Meta:
        icon = "list-ul"
        label = "Part"
        group = "Guide"
        description = "One part of the guide and what it gives the reader."
        template = "blocks/guide_contents_block.html"
        preview_value = {
            "heading": "At the door",
            "text": "Greetings that take four seconds, and what to do when a child won’t look up.",
        }


class SampleQuoteBlock(blocks.StructBlock):
    """What somebody who used it said."""

    text = blocks.TextBlock()
    said_by = blocks.CharBlock(max_length=120)

    class Meta:
        icon = "openquote"
        label = "Quote"
        group = "Proof"
        description = "A sentence from somebody who used it, with their name and work."
        template = "blocks/sample_quote_block.html"
        preview_value = {
            "text": "I taped page one inside my door. By Thursday I didn’t need it.",
            "said_by": "Joy Okafor, second grade (sample)",
        }


class GuideSignupBlock(blocks.StructBlock):
    """A guide with its sign-up form in place."""

    guide = blocks.PageChooserBlock(
        page_type="programs.DownloadPage",
        required=False,
        help_text="Left empty, what the topics of the page offer.",
    )
    heading = blocks.CharBlock(
        required=False, max_length=120, help_text="Left empty, the guide's own title is used."
    )
    text = blocks.TextBlock(
        required=False, help_text="Left empty, the guide's own introduction is used."
    )

    class Meta:
        icon = "download"
        label = "Guide sign-up"
        group = "After the text"
        description = "Offers a guide and asks for an e-mail address without leaving the page."
        template = "blocks/guide_signup_block.html"

    def get_preview_value(self):
        from programs.models import DownloadPage

        return self.normalize(
            {"guide": DownloadPage.objects.live().first(), "heading": "", "text": ""}
        )

    def get_context(self, value, parent_context=None):
        context = super().get_context(value, parent_context=parent_context)
        page = (parent_context or {}).get("page")
        chosen = value["guide"] or offered("guide", page)
        guide = chosen.specific if chosen else None
        context["guide"] = guide if guide and guide.live else None
        context["heading"] = value["heading"] or (guide.title if guide else "")
        context["text"] = value["text"] or (guide and (guide.lead or guide.summary)) or ""
        context["came_from"] = (page.url or "") if page and page.pk else ""
        return context


class OutcomeBlock(blocks.StructBlock):
    """What somebody will have at the end of a Project."""

    promise = blocks.CharBlock(max_length=120)
    detail = blocks.CharBlock(max_length=200, required=False)

    class Meta:
        icon = "tick"
        label = "Outcome"
        group = "Project"
        description = "One thing a participant will have at the end."
        template = "blocks/outcome_block.html"
        preview_value = {
            "promise": "A plan your para can run without you.",
            "detail": "One page, tested on a day you’re out.",
        }


class WeekBlock(blocks.StructBlock):
    """One week of the curriculum."""

    title = blocks.CharBlock(max_length=60)
    text = blocks.CharBlock(max_length=160, required=False)

    class Meta:
        icon = "calendar-alt"
        label = "Week"
        group = "Project"
        description = "One week: its name and what it is about. Weeks are numbered by their order."
        template = "blocks/week_block.html"
        preview_value = {"title": "The first ten minutes", "text": "Greeting, settling, starting"}


class ScheduleEntryBlock(blocks.StructBlock):
    """One moment of a sample session."""

    time = blocks.CharBlock(max_length=20, help_text="For instance: 4:20 p.m.")
    text = blocks.CharBlock(max_length=160)

    class Meta:
        icon = "time"
        label = "Moment"
        group = "Project"
        description = "A time and what happens then, in one sample session."
        template = "blocks/schedule_entry_block.html"
        preview_value = {"time": "4:20 p.m.", "text": "The new idea, on video from a real room"}


class QuestionBlock(blocks.StructBlock):
    """A question that is often asked, and its answer."""

    question = blocks.CharBlock(max_length=160)
    answer = blocks.RichTextBlock(features=["bold", "italic", "link", "ul", "ol"])

    class Meta:
        icon = "help"
        label = "Question"
        group = "Project"
        description = "A question and its answer, opened like a door."
        template = "blocks/question_block.html"
        preview_value = {
            "question": "What if I miss a session?",
            "answer": "<p>Each one is recorded and up by the next morning, with captions.</p>",
        }


class ProjectsBlock(blocks.StructBlock):
    """The Projects with what each builds and its next open cohort. Dates, prices and seats are never typed in."""

    heading = blocks.CharBlock(max_length=80, default="Learn it with others")
    text = blocks.CharBlock(
        required=False, max_length=200, default="The next open cohort of each Project."
    )
    projects = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="programs.ProjectPage"),
        min_num=0,
        default=[],
        help_text="Left empty, all Projects in the order of the catalogue.",
    )

    class Meta:
        icon = "group"
        group = "After the text"
        label = "Projects"
        description = (
            "Each Project with its next open cohort: date, price and seats left, always true."
        )
        template = "blocks/projects_block.html"
        preview_value = {
            "heading": "Learn it with others",
            "text": "The next open cohort of each Project.",
            "projects": [],
        }

    def get_context(self, value, parent_context=None):
        from programs.offers import projects_with_next_cohort

        context = super().get_context(value, parent_context=parent_context)
        context["projects"] = projects_with_next_cohort(value["projects"])
        return context


class ProjectEpisodesBlock(blocks.StructBlock):
    """One episode for each Project's kind of room."""

    heading = blocks.CharBlock(max_length=80, default="An episode for your room")
    text = blocks.CharBlock(
        required=False,
        max_length=200,
        default="High-leverage practices (HLPs), one conversation per Project.",
    )
    projects = blocks.ListBlock(
        blocks.PageChooserBlock(page_type="programs.ProjectPage"),
        min_num=0,
        default=[],
        help_text="Left empty, all Projects. The episode is chosen on the Project’s page.",
    )

    class Meta:
        icon = "media"
        group = "After the text"
        label = "An episode per Project"
        description = "The episode about high-leverage practices of each Project."
        template = "blocks/project_episodes_block.html"
        preview_value = {
            "heading": "An episode for your room",
            "text": "High-leverage practices (HLPs), one conversation per Project.",
            "projects": [],
        }

    def get_context(self, value, parent_context=None):
        from programs.offers import projects_with_episode

        context = super().get_context(value, parent_context=parent_context)
        context["projects"] = projects_with_episode(value["projects"])
        return context


class CohortsBlock(blocks.StructBlock):
    """The cohorts of one Project, to enroll in."""

    heading = blocks.CharBlock(required=False, max_length=80, default="Choose a cohort")
    project = blocks.PageChooserBlock(page_type="programs.ProjectPage")

    class Meta:
        icon = "date"
        group = "Landing page"
        label = "Cohorts"
        description = "A Project’s cohorts with dates, prices, seats left and the way to enroll."
        template = "blocks/cohorts_block.html"

    def get_context(self, value, parent_context=None):
        from programs.models import Cohort

        context = super().get_context(value, parent_context=parent_context)
        project = value["project"].specific if value["project"] else None
        context["project"] = project
        context["cohorts"] = Cohort.objects.for_listing().filter(project=project) if project else []
        return context

    def get_preview_value(self):
        from programs.models import ProjectPage

        return self.normalize(
            {"heading": "Choose a cohort", "project": ProjectPage.objects.live().first()}
        )
