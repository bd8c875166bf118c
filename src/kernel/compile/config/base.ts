/**
 * The fragment that kernels are built with unless the user says otherwise: what tests of system calls need, the
 * devices through which the host drives a guest, and nothing that slows the boot. It stands on `allnoconfig`, so what
 * is not named here is off unless the kernel itself insists. STATIC_LINK is not here: the build tries it by itself.
 */
export const base = `
# Leave the choice of what only experts turn off (futexes, epoll, printk, ...) to the kernel: it is on by default,
# in versions to come too. Kernels before 5.13 turn EXPERT on in an allnoconfig.
# CONFIG_EXPERT is not set
# CONFIG_EMBEDDED is not set

# Programs: ELF, #! and whatever a test registers.
CONFIG_BINFMT_ELF=y
CONFIG_BINFMT_SCRIPT=y
CONFIG_BINFMT_MISC=y

# System calls that are optional and that tests ask about. ptrace is always there.
CONFIG_MULTIUSER=y
CONFIG_COMPAT_32BIT_TIME=y
CONFIG_FUTEX=y
CONFIG_EPOLL=y
CONFIG_SIGNALFD=y
CONFIG_TIMERFD=y
CONFIG_EVENTFD=y
CONFIG_AIO=y
CONFIG_IO_URING=y
CONFIG_ADVISE_SYSCALLS=y
CONFIG_MEMBARRIER=y
CONFIG_FHANDLE=y
CONFIG_FILE_LOCKING=y
CONFIG_FSNOTIFY=y
CONFIG_DNOTIFY=y
CONFIG_INOTIFY_USER=y
CONFIG_FANOTIFY=y
CONFIG_FANOTIFY_ACCESS_PERMISSIONS=y
CONFIG_CROSS_MEMORY_ATTACH=y
CONFIG_USERFAULTFD=y
CONFIG_CHECKPOINT_RESTORE=y
CONFIG_KCMP=y
CONFIG_PROC_CHILDREN=y
CONFIG_ANON_VMA_NAME=y
CONFIG_SWAP=y
CONFIG_SHMEM=y

# Timers.
CONFIG_POSIX_TIMERS=y
CONFIG_HIGH_RES_TIMERS=y
CONFIG_NO_HZ_IDLE=y

# System V IPC, POSIX message queues, keyrings.
CONFIG_SYSVIPC=y
CONFIG_POSIX_MQUEUE=y
CONFIG_KEYS=y
CONFIG_PERSISTENT_KEYRINGS=y
CONFIG_WATCH_QUEUE=y
CONFIG_KEY_NOTIFICATIONS=y

# Sandboxes. No Yama: it would forbid what tests of ptrace do.
CONFIG_SECCOMP=y
CONFIG_SECCOMP_FILTER=y
CONFIG_SECURITY=y
CONFIG_SECURITYFS=y
CONFIG_SECURITY_NETWORK=y
CONFIG_SECURITY_PATH=y
CONFIG_SECURITY_LANDLOCK=y
CONFIG_LSM="landlock"

# BPF, as far as there is an interpreter: User Mode Linux has no JIT, no probes and no perf events.
CONFIG_BPF_SYSCALL=y
CONFIG_CGROUP_BPF=y

# Namespaces.
CONFIG_NAMESPACES=y
CONFIG_UTS_NS=y
CONFIG_IPC_NS=y
CONFIG_USER_NS=y
CONFIG_PID_NS=y
CONFIG_NET_NS=y
CONFIG_TIME_NS=y

# Control groups. No RT_GROUP_SCHED: real-time tests fail under it.
CONFIG_CGROUPS=y
CONFIG_MEMCG=y
CONFIG_MEMCG_V1=y
CONFIG_BLK_CGROUP=y
CONFIG_BLK_DEV_THROTTLING=y
CONFIG_CGROUP_SCHED=y
CONFIG_FAIR_GROUP_SCHED=y
CONFIG_CFS_BANDWIDTH=y
CONFIG_CGROUP_PIDS=y
CONFIG_CGROUP_FREEZER=y
CONFIG_CGROUP_DEVICE=y
CONFIG_CGROUP_CPUACCT=y
CONFIG_CGROUP_MISC=y

# File systems of the kernel's own.
CONFIG_PROC_FS=y
CONFIG_PROC_SYSCTL=y
CONFIG_SYSCTL=y
CONFIG_SYSFS=y
CONFIG_CONFIGFS_FS=y
CONFIG_DEBUG_FS=y
CONFIG_DEVTMPFS=y
CONFIG_DEVTMPFS_MOUNT=y
CONFIG_TMPFS=y
CONFIG_TMPFS_XATTR=y
CONFIG_TMPFS_POSIX_ACL=y
CONFIG_TMPFS_INODE64=y

# The host's folders, layers over them, and file systems served by a test.
CONFIG_HOSTFS=y
CONFIG_OVERLAY_FS=y
CONFIG_FUSE_FS=y
CONFIG_FUSE_PASSTHROUGH=y
CONFIG_FUSE_IO_URING=y

# Images: the host's file as a disk, and what is in it. Loop devices are made when asked for: eight at boot take time.
CONFIG_BLOCK=y
CONFIG_BLK_DEV=y
CONFIG_BLK_DEV_UBD=y
CONFIG_BLK_DEV_LOOP=y
CONFIG_BLK_DEV_LOOP_MIN_COUNT=0
CONFIG_EXT4_FS=y
CONFIG_EXT4_USE_FOR_EXT2=y
CONFIG_EXT4_FS_POSIX_ACL=y
CONFIG_EXT4_FS_SECURITY=y
CONFIG_MISC_FILESYSTEMS=y
CONFIG_SQUASHFS=y
CONFIG_SQUASHFS_XATTR=y
CONFIG_SQUASHFS_ZLIB=y
CONFIG_SQUASHFS_LZ4=y
CONFIG_SQUASHFS_XZ=y
CONFIG_SQUASHFS_ZSTD=y

# Consoles are the host's file descriptors or nothing. The old ptys cost 256 devices at boot; /dev/ptmx stays.
CONFIG_TTY=y
CONFIG_STDERR_CONSOLE=y
CONFIG_NULL_CHAN=y
CONFIG_CON_CHAN="null"
CONFIG_SSL_CHAN="null"
CONFIG_UNIX98_PTYS=y
# CONFIG_LEGACY_PTYS is not set

# Sockets, and the devices that network tests make.
CONFIG_NET=y
CONFIG_UNIX=y
CONFIG_AF_UNIX_OOB=y
CONFIG_PACKET=y
CONFIG_INET=y
CONFIG_IP_MULTICAST=y
CONFIG_IPV6=y
CONFIG_NETDEVICES=y
CONFIG_NET_CORE=y
CONFIG_VETH=y
CONFIG_TUN=y
CONFIG_DUMMY=y
CONFIG_BRIDGE=y
CONFIG_INET_DIAG=y
CONFIG_UNIX_DIAG=y
CONFIG_PACKET_DIAG=y
CONFIG_NETLINK_DIAG=y
CONFIG_ETHTOOL_NETLINK=y

# The network card: the vector driver, which forbids a static link. Up to 6.15 it hides behind UML_NET.
CONFIG_UML_NET=y
CONFIG_UML_NET_VECTOR=y

# Random numbers come from the host, so that getrandom() does not wait.
CONFIG_HW_RANDOM=y
CONFIG_UML_RANDOM=y

# The host's control of a guest: management console, SysRq, virtual time (which SMP would forbid).
CONFIG_MCONSOLE=y
CONFIG_MAGIC_SYSRQ=y
CONFIG_UML_TIME_TRAVEL_SUPPORT=y

# What the kernel says of itself: readable oopses, and its own configuration in /proc/config.gz.
CONFIG_PRINTK=y
CONFIG_BUG=y
CONFIG_DEBUG_BUGVERBOSE=y
CONFIG_KALLSYMS=y
CONFIG_IKCONFIG=y
CONFIG_IKCONFIG_PROC=y

# Modules that a further fragment or a test may want.
CONFIG_MODULES=y
CONFIG_MODULE_UNLOAD=y
`;
