/* The environment of this process. */
#ifndef CLIENT_ENVIRONMENT_H
#define CLIENT_ENVIRONMENT_H

/* To be called first. */
void use_environment(char **environment);

/* The value of a variable; a null pointer when it is not set. */
const char *variable(const char *name);

/* Whether an entry `NAME=value` decides what a guest is started for: the same as src/warm/request.ts. Pure. */
int is_deciding(const char *entry);

/* Whether it is one of those by which this program and uml-run tell each other how far they have come. Pure. */
int is_between_us(const char *entry);

#endif
