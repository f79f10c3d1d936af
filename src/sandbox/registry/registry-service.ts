import * as z from 'zod';
import { awsError, type Operation } from '../http/service.ts';
import type { RegistryService } from '../neighbours.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { digestOf, imageDetail, manifestMediaType, type RepositoryRecord, scanOf } from './image-record.ts';
import { RepositoryStore } from './repository-store.ts';

const imageId = z.object({ imageDigest: z.string().optional(), imageTag: z.string().optional() });
const byRepository = z.object({ repositoryName: z.string() });
const creating = byRepository.extend({
  imageTagMutability: z.enum(['MUTABLE', 'IMMUTABLE']).default('MUTABLE'),
  imageScanningConfiguration: z.object({ scanOnPush: z.boolean() }).default({ scanOnPush: false }),
});
const paging = { maxResults: z.int().min(1).max(1000).default(100), nextToken: z.string().default('0') };
const describingRepositories = z.object({ repositoryNames: z.array(z.string()).optional(), ...paging });
const describingImages = byRepository.extend({ imageIds: z.array(imageId).optional(), ...paging });
const scanning = byRepository.extend({ imageId });
const pushing = byRepository.extend({ imageManifest: z.string().min(1), imageTag: z.string().optional() });

/** ECR: repositories with immutable or movable tags, images by digest, scan findings. Nothing can be pulled. */
export function createRegistryService(context: SandboxContext): RegistryService {
  const store = new RepositoryStore(context);
  return {
    name: 'ecr',
    operations: { ...repositoryOperations(context, store), ...imageOperations(context, store) },
    push: (name, tag) => {
      const repository = store.repositories.get(name) ?? store.create(name, seededRepository);
      return store.putImage(repository, inventedManifest(name, tag), tag).digest;
    },
  };
}

const seededRepository = { isImmutable: true, isScannedOnPush: true };

function repositoryOperations(context: SandboxContext, store: RepositoryStore): Record<string, Operation> {
  return {
    CreateRepository: async (input) => {
      const { repositoryName, imageTagMutability, imageScanningConfiguration } = creating.parse(input);
      const repository = store.create(repositoryName, {
        isImmutable: imageTagMutability === 'IMMUTABLE',
        isScannedOnPush: imageScanningConfiguration.scanOnPush,
      });
      return { repository: repositoryEntry(repository, context.account) };
    },
    DescribeRepositories: async (input) => {
      const { repositoryNames, ...paging } = describingRepositories.parse(input);
      const found = repositoryNames?.map((name) => store.find(name)) ?? [...store.repositories.values()];
      const { shown, nextToken } = page(found, paging);
      return { repositories: shown.map((each) => repositoryEntry(each, context.account)), nextToken };
    },
  };
}

function imageOperations(context: SandboxContext, store: RepositoryStore): Record<string, Operation> {
  return {
    DescribeImages: async (input) => {
      const { repositoryName, imageIds, ...paging } = describingImages.parse(input);
      const repository = store.find(repositoryName);
      const found = imageIds?.map((id) => store.findImage(repository, id)) ?? repository.images;
      const { shown, nextToken } = page(found, paging);
      return {
        imageDetails: shown.map((image) => imageDetail(repository, image, context.account)),
        nextToken,
      };
    },
    DescribeImageScanFindings: async (input) => {
      const { repositoryName, imageId } = scanning.parse(input);
      const repository = store.find(repositoryName);
      const image = store.findImage(repository, imageId);
      if (!repository.isScannedOnPush) {
        throw awsError(
          'ScanNotFoundException',
          `Image scan does not exist for the image with digest '${image.digest}'`,
        );
      }
      const identity = {
        registryId: context.account,
        repositoryName,
        imageId: { imageDigest: image.digest, ...imageId },
      };
      return { ...identity, ...scanOf(image) };
    },
    PutImage: async (input) => {
      const { repositoryName, imageManifest, imageTag } = pushing.parse(input);
      const repository = store.find(repositoryName);
      refuseSameAgain(repository, digestOf(imageManifest), imageTag);
      const image = store.putImage(repository, imageManifest, imageTag ?? null);
      const imageId = { imageDigest: image.digest, ...(imageTag === undefined ? {} : { imageTag }) };
      return {
        image: {
          registryId: context.account,
          repositoryName,
          imageId,
          imageManifest,
          imageManifestMediaType: manifestMediaType,
        },
      };
    },
  };
}

function refuseSameAgain(repository: RepositoryRecord, digest: string, tag: string | undefined): void {
  const image = repository.images.find((each) => each.digest === digest);
  if (!image || (tag !== undefined && !image.tags.includes(tag))) return;
  const asked = `Image with digest '${digest}' and tag '${tag ?? ''}'`;
  throw awsError(
    'ImageAlreadyExistsException',
    `${asked} already exists in the '${repository.name}' repository`,
  );
}

function repositoryEntry(repository: RepositoryRecord, account: string): Record<string, unknown> {
  return {
    repositoryArn: repository.arn,
    registryId: account,
    repositoryName: repository.name,
    repositoryUri: repository.uri,
    createdAt: new Date(repository.createdMs),
    imageTagMutability: repository.isImmutable ? 'IMMUTABLE' : 'MUTABLE',
    imageScanningConfiguration: { scanOnPush: repository.isScannedOnPush },
    encryptionConfiguration: { encryptionType: 'AES256' },
  };
}

interface Paging {
  readonly maxResults: number;
  readonly nextToken: string;
}

function page<T>(
  all: readonly T[],
  { maxResults, nextToken }: Paging,
): { shown: readonly T[]; nextToken?: string } {
  const from = Number(nextToken);
  const to = from + maxResults;
  return { shown: all.slice(from, to), ...(to < all.length ? { nextToken: String(to) } : {}) };
}

/** A manifest of an image that nobody built, made from its name so that its digest is the same in every run. */
function inventedManifest(repository: string, tag: string): string {
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  return JSON.stringify({
    schemaVersion: 2,
    mediaType,
    annotations: { origin: 'invented', repository, tag },
  });
}
