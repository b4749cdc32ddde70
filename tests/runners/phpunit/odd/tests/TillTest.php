<?php
declare(strict_types=1);

namespace Shop\Till;

use PHPUnit\Framework\TestCase;

/** Data sets with and without names, and every way to end that PHPUnit knows. */
final class TillTest extends TestCase
{
    public function testOpens(): void
    {
        echo "drawer is open \x1b[2J ]]>";
        $this->assertTrue(true);
    }

    public static function taxes(): array
    {
        return [
            [1000, 20, 200],
            'seven & "eight"' => [100, 7, 8],
            "two\nlines \x08 ]]> 日本" => [100, 7, 7],
            '' => [100, 20, 20],
        ];
    }

    /** @dataProvider taxes */
    public function testTax(int $net, int $rate, int $tax): void
    {
        $this->assertSame($tax, intdiv($net * $rate, 100));
    }

    public static function broken(): array
    {
        throw new \RuntimeException('no price list');
    }

    /** @dataProvider broken */
    public function testWithAProviderThatFails(int $price): void
    {
    }

    public function testFails(): void
    {
        $this->assertSame("é😀", "display said \x1b[31mERROR\x1b[0m \x00\x08 ]]> & <b>\nsecond line");
    }

    public function testFailsWithBytesThatAreNoText(): void
    {
        $this->fail("display said \xff\xfe");
    }

    public function testErrors(): void
    {
        throw new \RuntimeException('no printer on port 9100', 0, new \LogicException('no cable'));
    }

    public function testDividesByZero(): void
    {
        intdiv(1, 0);
    }

    public function testTriggersAWarning(): void
    {
        echo $this->drawers[1];
    }

    public function testIsSkipped(): void
    {
        $this->markTestSkipped('opens in "December"');
    }

    public function testIsIncomplete(): void
    {
        $this->markTestIncomplete('when the scale is here');
    }

    public function testIsRisky(): void
    {
    }

    /** @depends testFails */
    public function testDependsOnOneThatFails(): void
    {
        $this->assertTrue(true);
    }

    /** @requires PHP > 99 */
    public function testNeedsAnotherVersion(): void
    {
    }

    private function testIsPrivate(): void
    {
    }
}
