/** What a server does all the time, beside answering: started when it listens, stopped before it ends. */
import type pg from 'pg';
import type { Platform } from '../platform.ts';

export interface Service {
  readonly name: string;
  /** Comes back soon: what takes long, or may fail for a while, goes on behind. @throws where a setting cannot be meant. */
  start(context: ServiceContext): Promise<RunningService>;
}

export interface RunningService {
  /** Lets what runs come to a good end. */
  stop(): Promise<void>;
}

export interface ServiceContext {
  readonly platform: Platform;
  /** The database of the platform, for connections of the service's own. */
  readonly connection: pg.PoolConfig;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder of the data: what belongs to this machine and not to the database. */
  readonly dataFolder: string;
  /** A line for whoever runs the server; no personal data. */
  warn(event: string, details: Readonly<Record<string, string | number>>): void;
}

/** Starts them one after another; where one cannot start, those before it are stopped. */
export async function startServices(services: readonly Service[], context: ServiceContext): Promise<RunningService> {
  const running: RunningService[] = [];
  const stop = async (): Promise<void> => {
    for (const one of running.toReversed()) await one.stop();
  };
  try {
    for (const service of services) running.push(await service.start(context));
  } catch (error) {
    await stop();
    throw error;
  }
  return { stop };
}
