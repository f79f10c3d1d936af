import { awsError } from '../http/service.ts';
import type { SandboxContext } from '../sandbox-context.ts';
import { digestOf, type ImageRecord, type RepositoryRecord } from './image-record.ts';

export interface ImageId {
  readonly imageDigest?: string | undefined;
  readonly imageTag?: string | undefined;
}

/** The repositories and their images. Refusals are ECR's own. */
export class RepositoryStore {
  readonly repositories = new Map<string, RepositoryRecord>();
  readonly #context: SandboxContext;

  constructor(context: SandboxContext) {
    this.#context = context;
  }

  create(name: string, options: Pick<RepositoryRecord, 'isImmutable' | 'isScannedOnPush'>): RepositoryRecord {
    const { account, region } = this.#context;
    if (this.repositories.has(name)) {
      throw awsError(
        'RepositoryAlreadyExistsException',
        `The repository with name '${name}' already exists.`,
      );
    }
    const repository = {
      name,
      arn: `arn:aws:ecr:${region}:${account}:repository/${name}`,
      uri: `${account}.dkr.ecr.${region}.amazonaws.com/${name}`,
      ...options,
      createdMs: this.#context.nowMs(),
      images: [],
    };
    this.repositories.set(name, repository);
    return repository;
  }

  find(name: string): RepositoryRecord {
    const repository = this.repositories.get(name);
    if (!repository) {
      const message = `The repository with name '${name}' does not exist in the registry with id '${this.#context.account}'`;
      throw awsError('RepositoryNotFoundException', message);
    }
    return repository;
  }

  findImage(repository: RepositoryRecord, id: ImageId): ImageRecord {
    const image = repository.images.find(
      ({ digest, tags }) =>
        (id.imageDigest === undefined || digest === id.imageDigest) &&
        (id.imageTag === undefined || tags.includes(id.imageTag)),
    );
    if (!image) {
      const asked = `{imageDigest:'${id.imageDigest ?? 'null'}', imageTag:'${id.imageTag ?? 'null'}'}`;
      throw awsError(
        'ImageNotFoundException',
        `The image with imageId ${asked} does not exist within the repository`,
      );
    }
    return image;
  }

  /** A tag of an immutable repository stays on its first image; elsewhere it moves. */
  putImage(repository: RepositoryRecord, manifest: string, tag: string | null): ImageRecord {
    const digest = digestOf(manifest);
    const holder = repository.images.find(({ tags }) => tag !== null && tags.includes(tag));
    if (holder && holder.digest !== digest && repository.isImmutable) {
      const message = `The image tag '${tag}' already exists in the '${repository.name}' repository and cannot be overwritten because the tag is immutable.`;
      throw awsError('ImageTagAlreadyExistsException', message);
    }
    if (holder) holder.tags = holder.tags.filter((each) => each !== tag);
    const image = repository.images.find((each) => each.digest === digest) ?? this.#add(repository, manifest);
    if (tag !== null && !image.tags.includes(tag)) image.tags = [...image.tags, tag];
    return image;
  }

  #add(repository: RepositoryRecord, manifest: string): ImageRecord {
    const image = { digest: digestOf(manifest), manifest, pushedMs: this.#context.nowMs(), tags: [] };
    repository.images.push(image);
    return image;
  }
}
