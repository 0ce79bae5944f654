/** What holds maps that are followed: programs of two languages, and a server. */
export type FollowedRuntime = 'go' | 'node' | 'redis';
