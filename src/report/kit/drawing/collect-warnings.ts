import type { LoggerInterface } from 'vega';

/**
 * A logger that puts what it is told into a list. Vega calls its methods without the logger, so they
 * close over what they need.
 */
export function collectInto(messages: string[]): LoggerInterface {
  const collect = (...parts: readonly unknown[]): LoggerInterface => {
    messages.push(parts.map(String).join(' '));
    return logger;
  };
  const ignore = (): LoggerInterface => logger;
  const logger: LoggerInterface = {
    level: ignore,
    error: collect,
    warn: collect,
    info: ignore,
    debug: ignore,
  };
  return logger;
}
