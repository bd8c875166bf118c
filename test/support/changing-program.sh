#!/bin/sh -e
# Changes the project of make-project.sh in all the ways that there are.
echo more >> edited
chmod 755 chmodded
touch -d '2020-02-02 02:02:02.5 UTC' touched
rm removed
rm -r gone
mv renamed renamed-to
mv folder moved
echo in it > moved/new
rm moved/deep/b
mkdir -p nested/x
mv nested/a nested/x/c
mv nested/x/c/d nested/e
mv swap-a swap
mv swap-b swap-a
mv swap swap-b
rm -r replaced
mkdir replaced
echo other > replaced/other
rm file-to-folder
mkdir file-to-folder
echo x > file-to-folder/x
rm -r folder-to-file
echo x > folder-to-file
rm link-to-file
echo x > link-to-file
ln -sfn nowhere/at/all link
ln -s /nowhere/at/all absolute
echo one > one
ln one two
ln one moved/three
ln untouched another-name
: > empty
mkdir -p empty-folder/inside
printf 'a\0b' > "odd
name$(printf '\377')"
truncate -s 50M sparse
printf middle | dd of=sparse bs=1 seek=20000000 conv=notrunc 2>/dev/null
mkdir many
i=0
while [ $i -lt 1000 ]; do i=$((i + 1)); echo $i > many/$i; done
cat same > again
cat again > same
mkdir -m 555 read-only
echo short > shorter
cp -p edited preserved
echo gone > temporary
rm temporary
