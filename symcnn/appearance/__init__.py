"""What values look like that are made below the printing room: a rule for each kind, looked up when one is first shown."""

from symcnn.appearance import equations as equations
from symcnn.appearance import layers as layers
from symcnn.appearance import pages as pages
from symcnn.appearance import programs as programs
from symcnn.appearance import verdicts as verdicts
from symcnn.appearance.table import latex_of as latex_of
from symcnn.appearance.table import markdown_of as markdown_of
from symcnn.appearance.table import shown_by_formula as shown_by_formula
from symcnn.appearance.table import text_of as text_of
