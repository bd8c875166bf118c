#!/bin/sh -e
# A project for changing-program.sh.
for name in edited chmodded touched removed renamed file-to-folder untouched same; do echo "this is $name" > $name; done
echo 'something longer' > shorter
mkdir -p gone/deep folder/deep nested/a/d swap-a swap-b replaced folder-to-file untouched-folder
for path in gone/deep/a folder/a folder/deep/b folder/deep/c nested/a/f nested/a/d/g swap-a/a swap-b/b replaced/r folder-to-file/f untouched-folder/u
do echo $path > $path; done
ln -s untouched link
ln -s untouched link-to-file
ln -s untouched kept-link
find . -exec touch -h -d '2021-01-01 UTC' {} +
