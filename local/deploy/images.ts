import { defaults } from '../../model/defaults';
import { isOn, type Environment } from '../../model/environment';
import { DeployError } from './deploy-error';
import { loadImages } from './minikube';
import type { Commands } from './run-command';

/**
 * Names of the services' images on this machine, as the environment's Deployments or containers ask for them.
 * @param tag that somebody asked for. @default - the environment's
 * @throws DeployError DEPLOY_WRONG_PLATFORM when it runs no image of this machine, DEPLOY_IMAGE_UNUSED when it would never
 * run what has that tag
 */
export function imagesOf(environment: Environment, tag?: string): string[] {
  const { name, platform, services } = environment;
  if (platform.kind === 'eks')
    throw new DeployError(
      'DEPLOY_WRONG_PLATFORM',
      `'${name}' runs no images of this machine: it pulls them from its account's registry, by digest. \`make images ENV=${name}\` builds and pushes them.`,
    );
  const { imageRepository, imageTag } = 'imageTag' in platform ? platform : defaults.cluster;
  // Processes have no images: whoever builds some all the same may call them as they like.
  if (tag !== undefined && tag !== imageTag && platform.kind !== 'embedded') {
    const instead = 'imageTag' in platform ? `, set platform.imageTag of '${name}' in environments/ to '${tag}',` : '';
    throw new DeployError(
      'DEPLOY_IMAGE_UNUSED',
      `'${name}' runs images of tag ${imageTag} and would not use ${tag}: leave IMAGEID out${instead} or build without ENV.`,
    );
  }
  return services.map((service) => `${imageRepository}/${service.name}:${tag ?? imageTag}`);
}

/**
 * Brings the images from this machine's engine to where the environment takes them from, or says who does.
 * @throws DeployError DEPLOY_WRONG_PLATFORM on EKS
 */
export async function deliverImages(
  environment: Environment,
  out: { write(text: string): unknown },
  commands: Commands,
): Promise<void> {
  const { name, platform } = environment;
  const images = imagesOf(environment);
  if (isOn(environment, 'minikube')) {
    await loadImages(environment, images, commands);
    out.write(`  in minikube '${environment.platform.context}': ${images.join(', ')}\n`);
  } else if (platform.kind === 'compose') {
    out.write(`  '${name}' takes them from this machine's engine: \`make compose-up\`.\n`);
  } else {
    out.write(`  '${name}' runs the services as processes, without images: \`make up\`.\n`);
  }
}
