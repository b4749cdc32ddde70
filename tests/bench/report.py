"""Writes a believable JUnit report: suites of 100 to 500 cases, some 165 bytes a case, 0.1 % that
fail with a stack trace, 1 % skipped. The same arguments make the same bytes.

    report.py FILE CASES RUN [SHUFFLE]

Tests are the same in every RUN; outcomes and times are not. SHUFFLE is the order of the suites
and of their cases.
"""
import random
import sys

TEAMS = "checkout billing catalog search shipping account loyalty pricing".split()
PARTS = "cart.internal order.service invoice.export stock.reservation session.token".split()
THINGS = """Cart Order Invoice Refund Parcel Customer Voucher Discount Price Stock Basket Address
Payment Currency Session Token Export Receipt Tariff Warehouse""".split()
SIDES = "Service Repository Controller Mapper Validator".split()
VERBS = """rejects accepts rounds keeps returns publishes retries ignores merges restores locks
updates""".split()
OBJECTS = """TotalOfMixedCurrencies ExpiredReservation EmptyDeliveryAddress DuplicateOrderLines
PartialRefundOfVoucher ConcurrentPriceChange UnknownWarehouse LargeQuantities TaxOfForeignCustomer
InterruptedPayment NightlyExport StaleSessionToken""".split()
CASES = """whenCustomerIsLoyal afterSessionExpired beforeTaxIsAdded withoutDeliveryAddress
whenStockRunsOut duringInventory""".split()
FRAMES = """org.junit.jupiter.api.AssertionUtils.fail(AssertionUtils.java:55)
org.junit.jupiter.api.AssertionUtils.failNotEqual(AssertionUtils.java:62)
org.junit.jupiter.api.AssertEquals.assertEquals(AssertEquals.java:182)
org.junit.jupiter.api.Assertions.assertEquals(Assertions.java:1141)
{class_}.{name}({simple}.java:{line})
java.base/jdk.internal.reflect.NativeMethodAccessorImpl.invoke0(Native Method)
java.base/java.lang.reflect.Method.invoke(Method.java:566)
org.junit.platform.commons.util.ReflectionUtils.invokeMethod(ReflectionUtils.java:725)
org.junit.jupiter.engine.execution.MethodInvocation.proceed(MethodInvocation.java:60)
org.junit.jupiter.engine.descriptor.TestMethodTestDescriptor.execute(TestMethodTestDescriptor.java:135)
java.base/java.util.concurrent.ThreadPoolExecutor.runWorker(ThreadPoolExecutor.java:1128)
java.base/java.lang.Thread.run(Thread.java:829)"""


def class_name(suite):
    """The name of a suite's class, another for each number."""
    suite, side = divmod(suite, len(SIDES))
    suite, thing = divmod(suite, len(THINGS))
    suite, part = divmod(suite, len(PARTS))
    version, team = divmod(suite, len(TEAMS))
    again = f".v{version}" if version else ""
    return (f"com.example.{TEAMS[team]}{again}.{PARTS[part]}."
            f"{THINGS[thing]}{SIDES[side]}Test")


METHODS = [f"{verb}{thing}_{case}" for thing in OBJECTS for verb in VERBS for case in CASES]


def case_names(suite, size):
    """The names of a suite's cases: methods, and in one suite of twenty rows of a table."""
    start = suite * 37 % (len(METHODS) - size)
    if suite % 20 == 7:
        return [f"roundsToWholeCents(&quot;{i * 7 % 1000}.{i % 100:02}&quot;, EUR &amp; CHF)[{i}]"
                for i in range(1, size + 1)]
    return METHODS[start:start + size]


def failing(class_, name, chance):
    line, got = chance.randint(30, 400), chance.randint(100, 999)
    name = name.split("(")[0]
    frames = FRAMES.format(class_=class_, name=name, simple=class_.rsplit(".", 1)[1], line=line)
    trace = "\n\tat ".join([f"org.opentest4j.AssertionFailedError: expected: <{got + 1}> "
                            f"but was: <{got}>", *frames.split("\n")])
    return (f'>\n      <failure message="expected: &lt;{got + 1}&gt; but was: &lt;{got}&gt;" '
            f'type="org.opentest4j.AssertionFailedError"><![CDATA[{trace}]]></failure>\n'
            '    </testcase>\n')


SKIPPED = '>\n      <skipped message="needs the staging warehouse"/>\n    </testcase>\n'


def suite_text(suite, size, run, shuffle):
    chance = random.Random(f"{run} {suite}")
    class_ = class_name(suite)
    lines, failures, skipped, seconds = [], 0, 0, 0.0
    for name in case_names(suite, size):
        dice = chance.random()
        time = 0.001 + chance.random() ** 6 * 4
        seconds += time
        end = "/>\n"
        if dice < 0.001:
            failures += 1
            end = failing(class_, name, chance)
        elif dice < 0.011:
            skipped += 1
            end = SKIPPED
        lines.append(f'    <testcase name="{name}" classname="{class_}" time="{time:.3f}"{end}')
    if shuffle:
        random.Random(f"{shuffle} {suite}").shuffle(lines)
    head = (f'  <testsuite name="{class_}" tests="{size}" failures="{failures}" errors="0" '
            f'skipped="{skipped}" time="{seconds:.3f}" timestamp="2026-11-21T01:23:06">\n')
    return head + "".join(lines) + "  </testsuite>\n"


def write(path, cases, run, shuffle=0):
    sizes = []
    chance = random.Random("sizes")
    while cases > 0:
        sizes.append(min(cases, chance.randint(100, 500)))
        cases -= sizes[-1]
    suites = list(enumerate(sizes))
    if shuffle:
        random.Random(shuffle).shuffle(suites)
    with open(path, "w", encoding="utf-8") as out:
        out.write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="verify">\n')
        for suite, size in suites:
            out.write(suite_text(suite, size, run, shuffle))
        out.write("</testsuites>\n")


if __name__ == "__main__":
    write(sys.argv[1], *(int(word) for word in sys.argv[2:]))
