<?php
use PHPUnit\Framework\TestCase;

final class ScaleTest extends TestCase
{
    public static function setUpBeforeClass(): void
    {
        throw new RuntimeException('no scale');
    }

    public function testWeighs(): void
    {
        $this->assertTrue(true);
    }
}
