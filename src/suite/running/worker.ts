import { cellKinds } from '../cells/table.ts';
import { serve } from './serve.ts';

// The only process entry beside the command line: every cell is carried out in a fresh one.
serve(cellKinds);
