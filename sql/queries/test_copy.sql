-- Adds tests with ids that were taken from the counter, as a stream of rows. Each names its project.
copy escapement.test (project_id, test_id, identity, suite, classname, name, variant, occurrence, file, line, first_seen)
from stdin (format binary)
