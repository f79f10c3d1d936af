import {
  CreateRepositoryCommand,
  DescribeImageScanFindingsCommand,
  DescribeImagesCommand,
  DescribeRepositoriesCommand,
  ECRClient,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RegistryService } from '../../../src/sandbox/neighbours.ts';
import { createRegistryService } from '../../../src/sandbox/registry/registry-service.ts';
import { type Served, serveServices } from '../serve-services.ts';

describe('the registry of the sandbox', () => {
  let served: Served<readonly [RegistryService]>;
  let client: ECRClient;

  beforeEach(async () => {
    served = await serveServices((context) => [createRegistryService(context)] as const);
    client = new ECRClient(served.client);
  });
  afterEach(() => served.stop());

  it('finds a pushed image by its digest, with its tag and its scan', async () => {
    const digest = served.services[0].push('naver-sms', 'v1');

    const { imageDetails } = await client.send(
      new DescribeImagesCommand({ repositoryName: 'naver-sms', imageIds: [{ imageDigest: digest }] }),
    );
    const scan = await client.send(
      new DescribeImageScanFindingsCommand({
        repositoryName: 'naver-sms',
        imageId: { imageDigest: digest },
      }),
    );

    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(imageDetails).toMatchObject([
      { imageDigest: digest, imageTags: ['v1'], imageScanStatus: { status: 'COMPLETE' } },
    ]);
    expect(scan.imageScanFindings?.findingSeverityCounts).toMatchObject({ CRITICAL: 0 });
  });

  it('gives one tag of one repository the same digest in every run', () => {
    expect(served.services[0].push('naver-sms', 'v1')).toBe(served.services[0].push('naver-sms', 'v1'));
    expect(served.services[0].push('naver-sms', 'v2')).not.toBe(served.services[0].push('naver-sms', 'v1'));
  });

  it('refuses to move a tag where tags are immutable, and moves it elsewhere', async () => {
    await client.send(
      new CreateRepositoryCommand({ repositoryName: 'fixed', imageTagMutability: 'IMMUTABLE' }),
    );
    await client.send(new CreateRepositoryCommand({ repositoryName: 'loose' }));
    const push = (repositoryName: string, imageManifest: string) =>
      client.send(new PutImageCommand({ repositoryName, imageManifest, imageTag: 'v1' }));
    for (const name of ['fixed', 'loose']) await push(name, '{"first":1}');

    await push('loose', '{"second":2}');
    const refused = push('fixed', '{"second":2}');

    await expect(refused).rejects.toMatchObject({ name: 'ImageTagAlreadyExistsException' });
    const { imageDetails } = await client.send(new DescribeImagesCommand({ repositoryName: 'loose' }));
    expect(imageDetails?.map(({ imageTags }) => imageTags)).toEqual([undefined, ['v1']]);
  });

  it('answers that a repository or an image is not there', async () => {
    served.services[0].push('naver-sms', 'v1');

    await expect(
      client.send(new DescribeRepositoriesCommand({ repositoryNames: ['none'] })),
    ).rejects.toMatchObject({ name: 'RepositoryNotFoundException' });
    await expect(
      client.send(new DescribeImagesCommand({ repositoryName: 'naver-sms', imageIds: [{ imageTag: 'v9' }] })),
    ).rejects.toMatchObject({ name: 'ImageNotFoundException' });
  });
});
