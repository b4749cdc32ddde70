import { gone } from '../src/gone.js'; // the module was removed

it('is never loaded', () => gone());
