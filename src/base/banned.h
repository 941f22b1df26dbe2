/* banned: names of the C library that cut silently, overrun, keep hidden state
 * or depend on the process's one time zone. Included last, by every .c file,
 * after all system headers. */
#ifndef BASE_BANNED_H
#define BASE_BANNED_H
#pragma GCC poison strcpy strcat sprintf vsprintf strtok localtime gmtime localtime_r mktime ctime asctime
#pragma GCC poison rand srand random system popen tmpnam gets atoi atol atof
#endif
