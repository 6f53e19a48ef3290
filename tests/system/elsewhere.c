/* elsewhere — a library for LD_PRELOAD: who connects to 198.51.100.0/24, which documents have for themselves, reaches this machine's loopback. A test
 * stands in for a device in the network that way, where the program asks no address of its own machine. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <dlfcn.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

int connect(int fd, const struct sockaddr *to, socklen_t n)
{
	int (*real)(int, const struct sockaddr *, socklen_t) = (int (*)(int, const struct sockaddr *, socklen_t))dlsym(RTLD_NEXT, "connect");
	struct sockaddr_in in;

	if (to->sa_family != AF_INET || n < sizeof in)
		return real(fd, to, n);
	memcpy(&in, to, sizeof in);
	if (ntohl(in.sin_addr.s_addr) >> 8 == 0xc63364)
		in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	return real(fd, (const struct sockaddr *)&in, sizeof in);
}
