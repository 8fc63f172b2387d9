/* Stands in for libgit2. Criterion has it to show how two texts differ; with it come twenty
 * libraries, which each test, a process of its own, would load. Without it both texts are shown as
 * they are. */
int git_libgit2_init(void);
int git_libgit2_shutdown(void);
int git_diff_buffers(void);

int git_libgit2_init(void)
{
    return 1;
}

int git_libgit2_shutdown(void)
{
    return 0;
}

int git_diff_buffers(void)
{
    return -1;
}
