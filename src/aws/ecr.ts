/* ECR: whether the image that runs is the one that was scanned. */
import { DescribeImagesCommand, ECRClient } from '@aws-sdk/client-ecr';
import * as z from 'zod';
import { answerOf, orNull } from './answer-of.ts';
import { type AwsClientOptions, clientPair } from './client-settings.ts';
import type { ImageService } from './services.ts';

export function createImageService(options: AwsClientOptions): ImageService {
  return imageServiceOver(clientPair(options, 'quick', (config) => new ECRClient(config)).reader);
}

export function imageServiceOver(client: ECRClient): ImageService {
  return { describe: (repository, digest) => orNull(describeImage(client, repository, digest)) };
}

const imagesAnswer = z.object({
  imageDetails: z
    .tuple([
      z.object({
        imageTags: z.array(z.string()).default([]),
        imageScanStatus: z.object({ status: z.string().nullish() }).nullish(),
        imageScanFindingsSummary: z
          .object({ findingSeverityCounts: z.record(z.string(), z.number()).nullish() })
          .nullish(),
      }),
    ])
    .rest(z.unknown()),
});

async function describeImage(client: ECRClient, repository: string, digest: string) {
  const call = { action: 'ecr:DescribeImages', subject: `image ${repository}@${digest}` };
  const input = { repositoryName: repository, imageIds: [{ imageDigest: digest }] };
  const { value } = await answerOf(call, imagesAnswer, () => client.send(new DescribeImagesCommand(input)));
  const [image] = value.imageDetails;
  const counts = image.imageScanFindingsSummary?.findingSeverityCounts;
  return {
    tags: image.imageTags,
    scanStatus: image.imageScanStatus?.status ?? null,
    criticalFindings: counts ? (counts.CRITICAL ?? 0) : null,
  };
}
