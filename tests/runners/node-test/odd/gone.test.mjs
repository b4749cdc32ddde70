import { test } from 'node:test';
import { gone } from './gone.mjs'; // the module was removed

test('is never loaded', () => gone());
