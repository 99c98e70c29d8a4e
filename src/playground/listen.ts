import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import type { Hono } from 'hono';
import { UserError } from '../errors.ts';

export interface Listening {
  readonly port: number;
  /** Ends every connection. */
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

/** Serves on the loopback address alone; port 0 is any that is free. Throws a `UserError` of kind `environment` where the port cannot be had. */
export async function listen(app: Hono, port: number): Promise<Listening> {
  const server = serve({ fetch: app.fetch, hostname: loopback, port, serverOptions: { requestTimeout: 30_000 } }) as Server;
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (cause) =>
      reject(
        new UserError('environment', `Port ${port} cannot be listened at: ${cause.message}.`, {
          remedy: 'Choose another with --port, or none.',
          cause,
        }),
      ),
    );
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** What a Host header may say of a server on the loopback address. */
export const loopbackHosts = (port: number): string[] => [`${loopback}:${port}`, `localhost:${port}`];
