/* The memory of JSON objects. */
#ifndef PLATEAU_APP_JSON_MEMORY_H
#define PLATEAU_APP_JSON_MEMORY_H

/** Makes jansson take its memory from plateau/memory.h; once, before the first object. */
void json_memory_init(void);

#endif
