export { formatDuration } from '../../base/primitives/format-duration.ts';
