import { test } from 'node:test';

test('passes before the crash', () => {});
test('ends the process', () => process.exit(3));
