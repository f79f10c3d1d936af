import {
  CreateRepositoryCommand,
  DescribeImagesCommand,
  type DescribeImagesResponse,
  DescribeRepositoriesCommand,
  type DescribeRepositoriesResponse,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import type { Scenario } from '../compare.ts';

const repositoryName = 'conformance';
const manifest = (text: string) =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      size: 1,
      digest: `sha256:${'0'.repeat(64)}`,
    },
    layers: [],
    annotations: { text },
  });

export const registryScenario: Scenario = {
  title: 'images of ECR',
  steps: [
    {
      name: 'create an immutable repository',
      call: ({ registry }) =>
        registry.send(new CreateRepositoryCommand({ repositoryName, imageTagMutability: 'IMMUTABLE' })),
    },
    {
      name: 'create it again',
      call: ({ registry }) => registry.send(new CreateRepositoryCommand({ repositoryName })),
    },
    {
      name: 'describe it',
      call: ({ registry }) =>
        registry.send(new DescribeRepositoriesCommand({ repositoryNames: [repositoryName] })),
      state: ({ repositories }: DescribeRepositoriesResponse) =>
        repositories?.map((each) => [each.repositoryArn, each.repositoryUri, each.imageTagMutability]),
    },
    {
      name: 'put an image',
      call: ({ registry }) =>
        registry.send(
          new PutImageCommand({ repositoryName, imageManifest: manifest('one'), imageTag: 'v1' }),
        ),
    },
    {
      name: 'put the same image again',
      call: ({ registry }) =>
        registry.send(
          new PutImageCommand({ repositoryName, imageManifest: manifest('one'), imageTag: 'v1' }),
        ),
    },
    {
      name: 'describe by tag',
      call: ({ registry }) =>
        registry.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag: 'v1' }] })),
      state: ({ imageDetails }: DescribeImagesResponse) =>
        imageDetails?.map((each) => [
          each.repositoryName,
          each.registryId,
          each.imageTags,
          each.imageDigest?.length,
        ]),
    },
    {
      name: 'move the tag',
      call: ({ registry }) =>
        registry.send(
          new PutImageCommand({ repositoryName, imageManifest: manifest('two'), imageTag: 'v1' }),
        ),
    },
    {
      name: 'describe an image that is not there',
      call: ({ registry }) =>
        registry.send(
          new DescribeImagesCommand({
            repositoryName,
            imageIds: [{ imageDigest: `sha256:${'a'.repeat(64)}` }],
          }),
        ),
    },
    {
      name: 'describe a repository that is not there',
      call: ({ registry }) =>
        registry.send(new DescribeRepositoriesCommand({ repositoryNames: ['nothing'] })),
    },
  ],
  known: [
    {
      only: 'sandbox',
      paths: ['imageDetails[].artifactMediaType: string'],
      reason: 'AWS answers it; moto does not',
    },
    {
      only: 'sandbox',
      steps: ['move the tag'],
      paths: ['error: ImageTagAlreadyExistsException'],
      reason: 'AWS refuses a taken tag of an immutable repository so',
    },
    {
      only: 'moto',
      steps: ['move the tag'],
      paths: ['error: ImageAlreadyExistsException'],
      reason: 'moto gives two different manifests of this form one digest and takes them for the same image',
    },
  ],
};
