// A Lambda program for tests that starts and never asks for an event.
setTimeout(() => undefined, 60_000);
