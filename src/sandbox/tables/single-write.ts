import type { ServiceCall } from '../http/service.ts';
import type { DynaliteAnswer, DynaliteClient } from './dynalite-client.ts';
import { itemSchema } from './item.ts';
import { type ItemImage, type ItemImages, refusalOf } from './item-images.ts';

/**
 * PutItem, UpdateItem or DeleteItem as dynalite does it, with the image from before. dynalite does not know
 * ReturnValuesOnConditionCheckFailure, so the old item joins the refusal here. The image is null where the request is
 * not one that dynalite could take.
 */
export async function writeOneItem(
  dynalite: DynaliteClient,
  images: ItemImages,
  call: ServiceCall,
): Promise<{ readonly answer: DynaliteAnswer; readonly image: ItemImage | null }> {
  const image = await imageBefore(images, call);
  const answer = await dynalite.call(call.operation, call.rawBody.toString('utf8'));
  if (answer.status === 200 || call.input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') {
    return { answer, image };
  }
  return { answer: withOldItem(answer, image), image };
}

async function imageBefore(images: ItemImages, { input }: ServiceCall): Promise<ItemImage | null> {
  const at = itemSchema.safeParse(input.Item ?? input.Key);
  if (!at.success || typeof input.TableName !== 'string') return null;
  try {
    return await images.take(input.TableName, await images.keyOf(input.TableName, at.data));
  } catch {
    // The write itself is refused for the same reason, in the right words.
    return null;
  }
}

function withOldItem(answer: DynaliteAnswer, image: ItemImage | null): DynaliteAnswer {
  if (!image?.before || refusalOf(answer).code !== 'ConditionalCheckFailedException') return answer;
  const { __type, message } = JSON.parse(answer.body);
  return {
    status: answer.status,
    body: JSON.stringify({ __type, message, Item: image.before }),
    headers: {},
  };
}
