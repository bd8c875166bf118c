#include "../init/entropy.h"

#include "check.h"

void test_entropy(void)
{
	unsigned char bytes[3] = {0};
	CHECK(parse_bytes("00ff9a", bytes, 3) == 3);
	CHECK(bytes[0] == 0 && bytes[1] == 255 && bytes[2] == 0x9a);
	CHECK(parse_bytes("0102030405", bytes, 3) == 3);
	CHECK(parse_bytes("01f", bytes, 3) == 1);
	CHECK(parse_bytes("0g", bytes, 3) == 0);
	CHECK(parse_bytes("", bytes, 3) == 0);
}
