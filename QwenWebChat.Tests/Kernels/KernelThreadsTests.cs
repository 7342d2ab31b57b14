using QwenWebChat.Inference.Kernels;

namespace QwenWebChat.Tests.Kernels;

[Slow]
public sealed class KernelThreadsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Run_ManyRounds_TakesEveryItemOnce(int threadCount)
    {
        using KernelThreads threads = new(threadCount);
        for (int round = 0; round < 2_000; round++)
        {
            int[] taken = new int[round % 17];

            threads.Run(taken.Length, item => Interlocked.Increment(ref taken[item]));

            Assert.All(taken, count => Assert.Equal(1, count));
        }
    }

    [Fact]
    public void Run_AfterSleeping_WakesUp()
    {
        using KernelThreads threads = new(3);
        for (int round = 0; round < 5; round++)
        {
            Assert.True(SpinWait.SpinUntil(() => threads.SleepingCount == 2, WaitLimit.Value));
            int taken = 0;

            threads.Run(100, _ => Interlocked.Increment(ref taken));

            Assert.Equal(100, taken);
        }
    }

    [Fact]
    public void Run_CallersFromSeveralThreads_TakeTurns()
    {
        using KernelThreads threads = new(2);

        Parallel.For(0, 8, _ =>
        {
            for (int round = 0; round < 200; round++)
            {
                int taken = 0;
                threads.Run(10, _ => Interlocked.Increment(ref taken));
                Assert.Equal(10, taken);
            }
        });
    }

    [Fact]
    public void Run_WorkThrows_CallerLearnsAndTheThreadsLive()
    {
        using KernelThreads threads = new(2);

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => threads.Run(8, item => throw new ArithmeticException($"item {item}")));

        Assert.IsType<ArithmeticException>(error.InnerException);
        int taken = 0;
        threads.Run(8, _ => Interlocked.Increment(ref taken));
        Assert.Equal(8, taken);
    }

    [Fact]
    public void Run_Disposed_IsRefused()
    {
        KernelThreads threads = new(2);
        threads.Dispose();

        Assert.Throws<ObjectDisposedException>(() => threads.Run(2, _ => { }));
    }
}
