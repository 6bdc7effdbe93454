/** fast-check without the settings of property tests: a run of the fuzzer has its own seed and length. */
import * as fc from 'fast-check'

export { fc }
