using QwenWebChat.Inference.Checkpoints;

namespace QwenWebChat.Tests.Checkpoints;

/// <summary>What a path stands for, and what is said of paths that stand for no model.</summary>
public sealed class ModelLocationTests
{
    private const string Tensor = """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";

    [Theory]
    [InlineData("config.json")]
    [InlineData("model.safetensors")]
    [InlineData("tokenizer.json")]
    public void Open_FileWithinAModelFolder_TakesTheFolder(string name)
    {
        using TemporaryFolder folder = ModelFolder("model.safetensors");
        folder.Write("tokenizer.json", "{}");
        using Checkpoint checkpoint = Checkpoint.Open(folder.At(name));

        Assert.Equal((folder.Path, Path.GetFileName(folder.Path)), (checkpoint.Path, checkpoint.Name));
        Assert.Equal(checkpoint.Name, Checkpoint.NameOf(folder.At(name)));
    }

    [Fact]
    public void Open_SafetensorsFileThatTheModelIsNotMadeOf_IsRefused()
    {
        using TemporaryFolder folder = ModelFolder("model.safetensors");
        string path = folder.WriteSafetensors("consolidated.safetensors", Tensor, dataBytes: 8);

        Refusal.Is(() => Checkpoint.Open(path).Dispose(), path, "(model.safetensors is)", "the folder");
    }

    [Theory]
    [InlineData("model-00002-of-00002.safetensors")]
    [InlineData("model-00001-of-00002.safetensors")]
    public void Open_OneShard_TakesAll(string name)
    {
        using TemporaryFolder folder = ModelFolder("model-00001-of-00002.safetensors");
        folder.WriteSafetensors("model-00002-of-00002.safetensors", Tensor.Replace("\"a\"", "\"b\"", StringComparison.Ordinal), dataBytes: 8);
        using Checkpoint checkpoint = Checkpoint.Open(folder.At(name));

        Assert.Equal(2, checkpoint.FilePaths.Count());
    }

    [Theory]
    [InlineData("")]
    [InlineData("snapshots")]
    [InlineData("refs/main")]
    [InlineData("snapshots/new")]
    [InlineData("snapshots/new/config.json")]
    public void Open_RepositoryOfAHuggingFaceCache_TakesTheSnapshotOfMain(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        using TemporaryFolder cache = new();
        string repository = WriteRepository(cache, "models--Qwen--Qwen2.5-7B-Instruct", main: "new", "new", "old");
        using Checkpoint checkpoint = Checkpoint.Open(Path.Combine(repository, name));

        Assert.Equal((Path.Combine(repository, "snapshots", "new"), "Qwen2.5-7B-Instruct"), (checkpoint.Path, checkpoint.Name));
        Assert.Equal(8, checkpoint.TensorBytes);
        Assert.Equal("Qwen2.5-7B-Instruct", Checkpoint.NameOf(Path.Combine(repository, name.Replace("/main", "", StringComparison.Ordinal))));
    }

    [Fact]
    public void Open_RepositoryWithoutRefs_TakesTheSnapshotWrittenLast()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        using TemporaryFolder cache = new();
        string repository = WriteRepository(cache, "models--Qwen--Small", main: null, "first", "last");
        DateTime now = new(2026, 1, 2, 0, 0, 0, DateTimeKind.Utc);
        Directory.SetLastWriteTimeUtc(Path.Combine(repository, "snapshots", "first"), now);
        Directory.SetLastWriteTimeUtc(Path.Combine(repository, "snapshots", "last"), now.AddDays(1));
        using Checkpoint checkpoint = Checkpoint.Open(repository);

        Assert.Equal(Path.Combine(repository, "snapshots", "last"), checkpoint.Path);
    }

    [Fact]
    public void Open_SnapshotOfMainWithoutWeights_TakesOneThatHasThem()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        using TemporaryFolder cache = new();
        string repository = WriteRepository(cache, "models--Qwen--Small", main: "new", "old");
        string begun = Directory.CreateDirectory(Path.Combine(repository, "snapshots", "new")).FullName;
        File.WriteAllText(Path.Combine(begun, "config.json"), "{}");
        File.CreateSymbolicLink(Path.Combine(begun, "model.safetensors"), Path.Combine(repository, "blobs", "not-downloaded"));
        using Checkpoint checkpoint = Checkpoint.Open(repository);

        Assert.Equal(Path.Combine(repository, "snapshots", "old"), checkpoint.Path);
    }

    [Fact]
    public void Open_RepositoryWithAGgufFile_OpensTheFile()
    {
        using TemporaryFolder cache = new();
        string snapshot = Directory.CreateDirectory(cache.At("models--Qwen--Small-GGUF/snapshots/abc")).FullName;
        File.WriteAllBytes(Path.Combine(snapshot, "small-q8_0.gguf"), SmallGguf.Create().ToBytes());
        using Checkpoint checkpoint = Checkpoint.Open(cache.At("models--Qwen--Small-GGUF"));

        Assert.Equal("small-q8_0", checkpoint.Name);
    }

    [Fact]
    public void Open_RepositoryWithoutSnapshot_IsRefused()
    {
        using TemporaryFolder cache = new();
        string repository = Directory.CreateDirectory(cache.At("models--Qwen--Small/blobs")).Parent!.FullName;

        Refusal.Is(() => Checkpoint.Open(repository).Dispose(), repository, "a Hugging Face cache folder without a snapshot", "download");
    }

    [Fact]
    public void Open_FolderOfModels_NamesThem()
    {
        using TemporaryFolder cache = new();
        Directory.CreateDirectory(cache.At("models--Qwen--B/snapshots"));
        Directory.CreateDirectory(cache.At("A"));
        File.WriteAllText(cache.At("A/config.json"), "{}");
        Directory.CreateDirectory(cache.At("notes"));

        Refusal.Is(() => Checkpoint.Open(cache.Path).Dispose(), cache.Path, "2 in its folders (A, models--Qwen--B)", "the path of one of them");
    }

    [Theory]
    [InlineData("adapter_config.json")]
    [InlineData("adapter_model.safetensors")]
    [InlineData("")]
    public void Open_LoraAdapter_IsNamedWithItsBase(string name)
    {
        using TemporaryFolder folder = WithAdapter(new TemporaryFolder());

        Refusal.Is(
            () => Checkpoint.Open(folder.At(name)).Dispose(),
            Path.TrimEndingDirectorySeparator(folder.At("")),
            "a LoRA adapter (adapter_config.json, made for \"Qwen/Qwen2.5-7B-Instruct\")",
            "merge the adapter into its base");
    }

    [Fact]
    public void Open_LoraAdapterBesideItsBase_IsNamed()
    {
        using TemporaryFolder folder = WithAdapter(ModelFolder("model.safetensors"));

        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), folder.Path, "beside its base model", "move the adapter away to load the base alone");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"base_model_name_or_path":null}""")]
    public void Open_AdapterWithOddSettings_IsStillNamed(string json)
    {
        using TemporaryFolder folder = new();
        folder.Write("adapter_config.json", json);

        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), folder.Path, "a LoRA adapter (adapter_config.json)", "a whole model");
    }

    [Theory]
    [InlineData("sha256-0123", "one of the files of Ollama's store")]
    [InlineData("pytorch_model.bin", "pytorch_model.bin, weights pickled by PyTorch")]
    [InlineData("pytorch_model-00001-of-00002.bin", "weights pickled by PyTorch")]
    [InlineData("consolidated.00.pth", "weights pickled by PyTorch")]
    [InlineData("tf_model.h5", "weights for TensorFlow")]
    [InlineData("model.onnx", "a model for ONNX Runtime")]
    [InlineData("model.safetensors.incomplete", "a download that has not ended")]
    public void Open_WeightsOfAnotherForm_AreNamed(string name, string found)
    {
        using TemporaryFolder folder = new();
        folder.Write(name, "some bytes");
        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), folder.Path, found, "");

        folder.WriteConfig();
        Refusal.Is(() => Checkpoint.Open(folder.Path).Dispose(), folder.Path, found, "");
        Refusal.Is(() => Checkpoint.Open(folder.At(name)).Dispose(), folder.Path, found, "");
    }

    [Theory]
    [InlineData("PK\u0003\u0004 and so on", "a zip archive, as PyTorch's pickled weights are")]
    [InlineData("tjgg and so on", "llama.cpp's format from before GGUF")]
    [InlineData("algg and so on", "a LoRA adapter in llama.cpp's format from before GGUF")]
    [InlineData("version https://git-lfs.github.com/spec/v1", "a Git LFS pointer")]
    [InlineData("\u0008\0\0\0\0\0\0\0{\"a\":{}}", "a safetensors file without config.json beside it")]
    [InlineData("{\"a\":1}", "a file that is not a model")]
    [InlineData("{\"a\":1}", "one of the files of Ollama's store", "sha256-0123", "ollama show")]
    [InlineData("any bytes", "weights pickled by PyTorch", "pytorch_model.bin", "safetensors files")]
    [InlineData("", "an empty file")]
    public void Open_FileOfAnotherForm_IsNamed(string text, string found, string name = "file", string expected = "a model folder")
    {
        using TemporaryFolder folder = new();
        string path = folder.Write(name, text);

        Refusal.Is(() => Checkpoint.Open(path).Dispose(), path, found, expected);
    }

    [Fact]
    public void Open_DeviceWithoutEnd_IsNotRead()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a device of Linux");

        Refusal.Is(() => Checkpoint.Open("/dev/zero").Dispose(), "/dev/zero", "an empty file", "a model folder");
    }

    [Theory]
    [InlineData("/m/Qwen2.5-7B-Instruct", "Qwen2.5-7B-Instruct")]
    [InlineData("/m/models--Qwen--Qwen2.5-7B-Instruct", "Qwen2.5-7B-Instruct")]
    [InlineData("/m/models--Qwen--Qwen2.5-7B-Instruct/snapshots/a09a354", "Qwen2.5-7B-Instruct")]
    [InlineData("/m/models--gpt2", "gpt2")]
    [InlineData("/m/qwen2.5-7b-instruct-q4_k_m-00001-of-00002.gguf", "qwen2.5-7b-instruct-q4_k_m")]
    [InlineData("/m/a.GGUF", "a")]
    [InlineData("/", "")]
    [InlineData("", "")]
    public void NameOf_PathOfNothing_IsItsLastName(string path, string name) => Assert.Equal(name, Checkpoint.NameOf(path));

    private static TemporaryFolder ModelFolder(string weights)
    {
        TemporaryFolder folder = new();
        folder.WriteConfig();
        folder.WriteSafetensors(weights, Tensor, dataBytes: 8);
        return folder;
    }

    private static TemporaryFolder WithAdapter(TemporaryFolder folder)
    {
        folder.Write("adapter_config.json", """{"peft_type":"LORA","base_model_name_or_path":"Qwen/Qwen2.5-7B-Instruct","r":8}""");
        folder.WriteSafetensors("adapter_model.safetensors", Tensor, dataBytes: 8);
        return folder;
    }

    /// <summary>Each snapshot's files lead to blobs, as huggingface_hub links them.</summary>
    private static string WriteRepository(TemporaryFolder cache, string name, string? main, params string[] snapshots)
    {
        using TemporaryFolder model = ModelFolder("model.safetensors");
        string repository = cache.At(name);
        Directory.CreateDirectory(Path.Combine(repository, "blobs"));
        foreach (string file in (string[])["config.json", "model.safetensors"])
        {
            File.Copy(model.At(file), Path.Combine(repository, "blobs", $"hash-of-{file}"));
        }

        foreach (string snapshot in snapshots)
        {
            string folder = Directory.CreateDirectory(Path.Combine(repository, "snapshots", snapshot)).FullName;
            foreach (string file in (string[])["config.json", "model.safetensors"])
            {
                File.CreateSymbolicLink(Path.Combine(folder, file), Path.Combine("..", "..", "blobs", $"hash-of-{file}"));
            }
        }

        if (main is not null)
        {
            Directory.CreateDirectory(Path.Combine(repository, "refs"));
            File.WriteAllText(Path.Combine(repository, "refs", "main"), main);
        }

        return repository;
    }
}
