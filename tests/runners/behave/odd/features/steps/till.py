from behave import given, then, when


@given("a till")
def till(context):
    context.open = False


@when("the drawer is pulled")
def pull(context):
    context.open = True
    print("drawer is open \x1b[2J ]]>")


@then("it is open")
def is_open(context):
    assert context.open, "drawer is shut"


@then("it is shut")
def is_shut(context):
    assert not context.open, "drawer is open"


@then("the tax on {net:d} at {rate:d} is {tax:d}")
def taxed(context, net, rate, tax):
    assert net * rate // 100 == tax, f"tax is {net * rate // 100}"


@when("the printer has no paper")
def print_receipt(context):
    raise OSError("no paper on port 9100")


@when("the display says ERROR")
def display(context):
    raise AssertionError("display said \x1b[31mERROR\x1b[0m \x00\x08 ]]> & <b> é😀")


@when("the scenario is skipped")
def skip(context):
    context.scenario.skip("no scale")
