/**
 * A "Green Tea" collector keeps marks and ownership of small objects in the last bytes of their page:
 * behind the bitmap of pointers.
 */
export const inlineMarkBytes = 128;
/** Where the marks begin in them: a bit per object. */
export const inlineMarksAt = 64;
