import { defaults } from '../../model/defaults';
import { isOn, type Environment } from '../../model/environment';
import { DeployError } from './deploy-error';
import { loadImages } from './minikube';
import type { Commands } from './run-command';

/**
 * Names of the services' images, as the environment's Deployments or containers ask for them.
 * @param tag that somebody asked for. @default - the environment's
 * @throws DeployError DEPLOY_IMAGE_UNUSED when the environment would never run what has that tag
 */
export function imagesOf(environment: Environment, tag?: string): string[] {
  const { name, platform, services } = environment;
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

/** Brings the images from this machine's engine to where the environment takes them from, or says who does. */
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
  } else if (platform.kind === 'eks') {
    out.write(
      `  '${name}' pulls them from its account's registry: \`make images ENV=${name}\` builds and pushes them.\n`,
    );
  } else if (platform.kind === 'compose') {
    out.write(`  '${name}' takes them from this machine's engine: \`make compose-up\`.\n`);
  } else {
    out.write(`  '${name}' runs the services as processes, without images: \`make up\`.\n`);
  }
}
