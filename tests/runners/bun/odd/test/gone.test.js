import { gone } from '../src/gone.js'; // the module was removed
import { test } from 'bun:test';

test('is never loaded', () => gone());
