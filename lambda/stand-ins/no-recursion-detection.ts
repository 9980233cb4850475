/**
 * Tells AWS's services which invocation calls them, so that Lambda can end a loop. Reading a secret invokes nothing, and
 * neither does anything else that the functions ask AWS for.
 */
export const getRecursionDetectionPlugin = () => ({ applyToStack() {} });
