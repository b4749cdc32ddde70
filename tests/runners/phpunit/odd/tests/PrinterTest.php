<?php
use PHPUnit\Framework\TestCase;

final class PrinterTest extends TestCase
{
    protected function tearDown(): void
    {
        throw new RuntimeException('printer did not stop');
    }

    public function testPrints(): void
    {
        $this->assertTrue(true);
    }

    public function testFailsAndTeardownErrors(): void
    {
        $this->assertTrue(false);
    }
}
