/** `"kind": "digicadence-api"` in the sources file. */
import { AppError } from '../../../errors.ts';
import { createDirectoryStore } from '../../store/repositories/source-directories.ts';
import { defineSourceKind } from '../source-kind.ts';
import { digicadenceApi } from './digicadence-api.ts';
import { digicadenceApiSchema } from './options.ts';

export const digicadenceApiKind = defineSourceKind({
  kind: 'digicadence-api',
  options: digicadenceApiSchema,
  create(name, options, tools) {
    if (options.baseUrls.length === 0 && Object.keys(options.services).length === 0)
      throw new AppError({
        code: 'configuration',
        what: `The source "${name}" has no address.`,
        why: 'Both baseUrls and services are empty.',
        fix: 'Name at least one address under baseUrls or services of the source.',
      });
    return digicadenceApi(
      {
        ...options,
        name,
        token: options.token ? tools.secret(options.token) : null,
        refresh: options.refresh
          ? { path: options.refresh.path, refreshToken: tools.secret(options.refresh.refreshToken) }
          : null,
      },
      {
        directories: createDirectoryStore(tools.database),
        logger: tools.logger,
        ...(tools.metrics ? { metrics: tools.metrics } : {}),
        now: tools.now,
      },
    );
  },
});
