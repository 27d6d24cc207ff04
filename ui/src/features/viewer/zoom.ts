/** How a picture lies in the loupe. Pure: sizes and places in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** `scale` is CSS pixels a picture pixel; `x`, `y` is the picture's middle seen from the stage's middle. */
export interface Pose {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

/** Beyond this a pixel is a block. */
const MOST = 8;

/** The whole picture; a small one is not blown up past its own pixels. */
export function fitScale(stage: Size, picture: Size, pixelRatio: number): number {
  const fit = Math.min(stage.width / picture.width, stage.height / picture.height);
  return Math.max(0.001, Math.min(fit, 1 / pixelRatio));
}

/** One picture pixel on one screen pixel. */
export function fullScale(pixelRatio: number): number {
  return 1 / pixelRatio;
}

/** Another scale with the same spot of the picture under the pointer; `px`, `py` seen from the stage's middle. */
export function zoomAt(pose: Pose, scale: number, px: number, py: number, stage: Size, picture: Size): Pose {
  const factor = scale / pose.scale;
  return keepInside(
    { scale, x: px - (px - pose.x) * factor, y: py - (py - pose.y) * factor },
    stage,
    picture,
  );
}

/** A picture larger than the stage covers it; a smaller one is in its middle. */
export function keepInside(pose: Pose, stage: Size, picture: Size): Pose {
  const roomX = Math.max(0, (picture.width * pose.scale - stage.width) / 2);
  const roomY = Math.max(0, (picture.height * pose.scale - stage.height) / 2);
  return { scale: pose.scale, x: clamp(pose.x, roomX), y: clamp(pose.y, roomY) };
}

/** The wheel's next scale: between the whole picture and blocks. */
export function wheelScale(scale: number, delta: number, fit: number, full: number): number {
  return Math.min(full * MOST, Math.max(fit, scale * Math.exp(-delta * 0.0015)));
}

function clamp(value: number, room: number): number {
  return room === 0 ? 0 : Math.min(room, Math.max(-room, value));
}
