using QwenWebChat.Inference.Devices;
using QwenWebChat.Inference.Torch.Devices;
using static QwenWebChat.Tests.Devices.PlayedDriver;

namespace QwenWebChat.Tests.Devices;

public sealed class CudaDriverTests
{
    [Fact]
    public void TryRead_OfTwoGpus_TellsEachOneAndLeavesNoContext()
    {
        CudaDriver driver = PlayedDriver.Open();

        Assert.Equal((true, 0, 2, new Version(12, 9)), (driver.IsAvailable, driver.Error, driver.GpuCount, driver.Version));
        Assert.True(driver.TryRead(0, out CudaGpu? first, out _));
        Assert.True(driver.TryRead(1, out CudaGpu? second, out _));
        Assert.Equal(new CudaGpu("Card 1", 24 * Gigabyte, 20 * Gigabyte, new Version(8, 9)), first);
        Assert.Equal(new CudaGpu("Card 2", 11 * Gigabyte, 5 * Gigabyte, new Version(7, 5)), second);
        Assert.Equal(0, ContextCount);
    }

    [Fact]
    public void TryRead_OfADriverThatKnowsLittle_TellsTheMemoryAlone()
    {
        CudaDriver driver = PlayedDriver.Open(Without("cuDeviceGetName"), Without("cuDeviceGetAttribute"));

        Assert.True(driver.TryRead(0, out CudaGpu? gpu, out _));
        Assert.Equal(new CudaGpu("CUDA device 0", 24 * Gigabyte, 20 * Gigabyte, null), gpu);
    }

    [Fact]
    public void TryRead_CallFailsForOneGpu_TellsTheOther()
    {
        CudaDriver driver = PlayedDriver.Open(FirstFull);

        Assert.False(driver.TryRead(0, out _, out string? failure));
        Assert.Equal("cuDevicePrimaryCtxRetain returned 2, out of memory; end other programs that hold the GPU (nvidia-smi lists them)", failure);
        Assert.True(driver.TryRead(1, out CudaGpu? second, out _));
        Assert.Equal(5 * Gigabyte, second.FreeBytes);
        Assert.Equal(0, ContextCount);
    }

    [Fact]
    public void TryRead_FiguresFail_LeavesNoContext()
    {
        CudaDriver driver = PlayedDriver.Open(WithoutFigures);

        Assert.False(driver.TryRead(0, out _, out string? failure));
        Assert.StartsWith("cuMemGetInfo returned 999, unknown to the driver itself; ", failure, StringComparison.Ordinal);
        Assert.Equal(0, ContextCount);
    }

    [Fact]
    public void TryRead_NumberBeyondTheGpus_SaysSo()
    {
        Assert.False(PlayedDriver.Open().TryRead(2, out _, out string? failure));
        Assert.StartsWith("cuDeviceGet returned 101, no device of that number; ", failure, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, "3, not initialised")]
    [InlineData(35, "35, the driver is older than the program")]
    [InlineData(100, "100, no CUDA device")]
    [InlineData(803, "803, the driver's library and its kernel module are of different versions")]
    [InlineData(12345, "error 12345")]
    public void Open_DriverRefuses_KeepsItsAnswerAndVersion(int code, string meaning)
    {
        CudaDriver driver = PlayedDriver.Open(Refusing(code));

        Assert.Equal((true, code, 0, new Version(12, 9)), (driver.IsAvailable, driver.Error, driver.GpuCount, driver.Version));
        Assert.Equal(meaning, CudaError.Describe(driver.Error));
    }

    [Fact]
    public void Open_FunctionIsMissing_NamesItAndCallsNone()
    {
        CudaDriver driver = PlayedDriver.Open(Without("cuMemGetInfo_v2"), Refusing(803));

        Assert.Equal(("cuMemGetInfo_v2", 0, 0), (driver.MissingFunction, driver.Error, driver.GpuCount));
    }

    [Fact]
    public void NameGpu_MakesNoContext()
    {
        CudaDriver driver = PlayedDriver.Open(FirstFull);

        Assert.Equal("Card 1 with 24 GiB", driver.NameGpu(0));
        Assert.Equal("CUDA device 7", driver.NameGpu(7));
    }

    [Fact]
    public void Open_OfThisMachine_FindsGpusOrSaysWhyNot()
    {
        CudaDriver driver = CudaDriver.Open();

        Assert.Equal(driver.GpuCount > 0, driver.IsAvailable && driver.MissingFunction is null && driver.Error == 0);
    }
}
