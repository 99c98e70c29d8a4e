export type BuildPhase = 'fetch' | 'render' | 'encode pictures' | 'encode texts' | 'encode left' | 'encode right' | 'write';

export interface BuildOptions {
  /** The folder that has both backbones. */
  readonly modelsDir: string;
  /** Where fetched packages are kept between builds. */
  readonly cacheDir: string;
  readonly threads: number;
  /** Where the user has the sources of a set that is fetched, a folder or a file. */
  readonly from?: string;
  /** How features are stored; data/README.md says what was measured. `F32` also keeps tokens as wide as the backbone gives them. */
  readonly storage?: 'F32' | 'I8';
  readonly onProgress?: (phase: BuildPhase, done: number, total: number) => void;
}
