/* A suite that can't start, a test that is inactive, special characters, and a failure. */
#include <CUnit/Automated.h>
#include <CUnit/CUnit.h>

static void opens(void)
{
    CU_ASSERT(1);
}

static void fails(void)
{
    CU_ASSERT_EQUAL(1, 2);
}

static int locked(void)
{
    return 1;
}

int main(void)
{
    CU_pSuite till, drawer, closed;
    CU_pTest prints;
    unsigned failed;

    CU_initialize_registry();
    drawer = CU_add_suite("drawer", locked, NULL);
    CU_add_test(drawer, "opens", opens);
    closed = CU_add_suite("closed", NULL, locked);
    CU_add_test(closed, "opens", opens);
    till = CU_add_suite("till", NULL, NULL);
    CU_add_test(till, "opens <\"&> \xe2\x82\xac \x01", opens);
    prints = CU_add_test(till, "prints", fails);
    CU_set_test_active(prints, CU_FALSE);
    CU_add_test(till, "fails", fails);
    CU_add_test(till, "closes", opens);
    CU_set_output_filename("till");
    CU_automated_enable_junit_xml(CU_TRUE);
    CU_automated_run_tests();
    failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed != 0;
}
