import { parseGoKeyType, parseGoType } from '../src/maps/model/go-type/parse-go-type.ts';
import {
  mapTypeRequest,
  type MapTypeRequest,
} from '../src/maps/reference/kernel/map-type-request.ts';

/** `map[int64]int64` as the kernel takes it. */
export const int64Type: MapTypeRequest = mapTypeRequest(
  parseGoKeyType('int64'),
  parseGoType('int64'),
);
