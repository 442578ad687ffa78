"""Sites and who uses what hangs there; meters, what they count, and how they look."""

from harimi.service.meters.models.faces import Face as Face
from harimi.service.meters.models.meters import Meter as Meter
from harimi.service.meters.models.meters import Pause as Pause
from harimi.service.meters.models.meters import Register as Register
from harimi.service.meters.models.meters import RegisterSetting as RegisterSetting
from harimi.service.meters.models.places import SavedView as SavedView
from harimi.service.meters.models.places import Site as Site
from harimi.service.meters.models.places import Tenancy as Tenancy
from harimi.service.meters.models.places import Tenant as Tenant
from harimi.service.meters.models.report_files import ReportFile as ReportFile
from harimi.service.meters.models.rounds import Round as Round
from harimi.service.meters.models.rounds import RoundStop as RoundStop
from harimi.service.meters.models.rounds import Visit as Visit
from harimi.service.meters.models.uploads import Upload as Upload
