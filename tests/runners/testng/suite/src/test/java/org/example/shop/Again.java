package org.example.shop;

import org.testng.IRetryAnalyzer;
import org.testng.ITestResult;

/** As many further tries as the system property "retries" says. */
public final class Again implements IRetryAnalyzer {
    private int left = Integer.getInteger("retries", 0);

    @Override
    public boolean retry(ITestResult result) {
        return left-- > 0;
    }
}
