using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using QwenWebChat.App.Documents.Library;
using QwenWebChat.App.Documents.Readers;
using QwenWebChat.Documents.Extraction;
using QwenWebChat.Tests.Checkpoints;
using QwenWebChat.Tests.Documents.Extraction;
using QwenWebChat.Tests.Documents.Extraction.Pdf;

namespace QwenWebChat.Tests.Documents.Readers;

/// <summary>Files read in processes of their own: what comes back, and what such a process withstands.</summary>
[Slow]
public sealed class ReaderPoolTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Read_InAReader_IsWhatIsReadHere()
    {
        using ReaderPool pool = Create();
        byte[] pdf = SamplePdf.CreateFull();
        string path = Write("a.pdf", pdf);
        long peak = 0;

        DocumentText text = await pool.ReadAsync(new ReadingRequest(path, "a.pdf", ReadingOptions.Default) { PeakMemory = bytes => peak = bytes }, Cancellation);

        DocumentText here = await Reading.Bytes(pdf, "a.pdf");
        Assert.Equal(here.Text, text.Text);
        Assert.Equal(here.Parts, text.Parts);
        Assert.Equal(here.Pages, text.Pages);
        Assert.Equal(here.Problems, text.Problems);
        Assert.InRange(peak, 1 << 20, 1L << 31);
    }

    [Fact]
    public async Task Read_Many_TakesAFewReadersAndKeepsThem()
    {
        using ReaderPool pool = Create();
        string[] paths = [.. Enumerable.Range(0, 12).Select(number => Write($"{number}.txt", System.Text.Encoding.UTF8.GetBytes($"text {number}")))];

        DocumentText[] texts = await Task.WhenAll(paths.Select(path => pool.ReadAsync(new ReadingRequest(path, path, ReadingOptions.Default), Cancellation)));

        Assert.Equal(Enumerable.Range(0, 12).Select(number => $"text {number}"), texts.Select(text => text.Text));
        Assert.InRange(pool.StartedCount, 1, 2);
    }

    [Fact]
    public async Task Read_Refused_SaysWhyAndKeepsTheReader()
    {
        using ReaderPool pool = Create();

        DocumentReadException empty = await Assert.ThrowsAsync<DocumentReadException>(() => pool.ReadAsync(new ReadingRequest(Write("a.txt", []), "a.txt", ReadingOptions.Default), Cancellation));
        DocumentReadException damaged = await Assert.ThrowsAsync<DocumentReadException>(() => pool.ReadAsync(new ReadingRequest(Write("a.docx", "no"u8.ToArray()), "a.docx", ReadingOptions.Default), Cancellation));

        Assert.Equal((DocumentReadError.Empty, DocumentReadError.Damaged, 1), (empty.Error, damaged.Error, pool.StartedCount));
    }

    [Fact]
    public async Task Read_StreamThatCannotSeek_IsReadAndLimited()
    {
        using ReaderPool pool = Create(maxFileBytes: 10);
        using OneWayStream stream = new("Some text."u8.ToArray());
        Assert.Equal("Some text.", (await pool.ReadAsync(stream, "a.txt", Cancellation)).Text);

        using OneWayStream tooLong = new("Some texts."u8.ToArray());
        DocumentReadException refusal = await Assert.ThrowsAsync<DocumentReadException>(() => pool.ReadAsync(tooLong, "a.txt", Cancellation));
        Assert.Equal(DocumentReadError.TooLarge, refusal.Error);
    }

    [Theory]
    [InlineData("hostile/cidrange_huge.pdf")]
    [InlineData("hostile/form_self.pdf")]
    [InlineData("hostile/function4_nested_3000.pdf")]
    [InlineData("hostile/kids_loop.pdf")]
    [InlineData("hostile/names_self.pdf")]
    [InlineData("hostile/ref_self.pdf")]
    [InlineData("hostile/separation_self.pdf")]
    [InlineData("docs/crash-forms-draw-each-other.pdf")]
    [InlineData("docs/crash-xref-field-width.pdf")]
    [InlineData("docs/form-draws-itself.pdf")]
    public async Task Read_HostileFile_EndsItsReaderAlone(string name)
    {
        string path = SharedFolder.Require("cases", name);
        using ReaderPool pool = Create(new DocumentOptions { ReaderMemoryBytes = 256L << 20, ReadingTimeLimit = WaitLimit.Value });
        int attempts = 0;
        ReadingRequest request = new(path, "a.pdf", ReadingOptions.Default)
        {
            Beginning = _ =>
            {
                attempts++;
                return Task.CompletedTask;
            },
        };

        DocumentReadError? error = null;
        try
        {
            await pool.ReadAsync(request, Cancellation);
        }
        catch (DocumentReadException exception)
        {
            error = exception.Error;
        }

        Assert.Contains(error, new DocumentReadError?[] { null, DocumentReadError.ReaderCrashed, DocumentReadError.Damaged, DocumentReadError.TooLarge, DocumentReadError.TooMuchMemory, DocumentReadError.TooSlow });
        Assert.Equal(error == DocumentReadError.ReaderCrashed ? 2 : 1, attempts);
        Assert.Equal("text", (await pool.ReadAsync(new ReadingRequest(Write("a.txt", "text"u8.ToArray()), "a.txt", ReadingOptions.Default), Cancellation)).Text);
    }

    [Fact]
    public async Task Read_TooSlow_IsEndedAndSaid()
    {
        using ReaderPool pool = Create(new DocumentOptions { ReadingTimeLimit = TimeSpan.FromSeconds(1) });

        DocumentReadException refusal = await Assert.ThrowsAsync<DocumentReadException>(() => pool.ReadAsync(new ReadingRequest(MakePipe(), "a.txt", ReadingOptions.Default), Cancellation));

        Assert.Equal(DocumentReadError.TooSlow, refusal.Error);
    }

    [Fact]
    public async Task Read_Cancelled_EndsTheReader()
    {
        using ReaderPool pool = Create();
        using CancellationTokenSource source = new();
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task Begin(CancellationToken cancellation)
        {
            begun.SetResult();
            return Task.CompletedTask;
        }

        Task<DocumentText> reading = pool.ReadAsync(new ReadingRequest(MakePipe(), "a.txt", ReadingOptions.Default) { Beginning = Begin }, source.Token);
        await begun.Task.WaitAsync(WaitLimit.Value, Cancellation);

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
        Assert.Equal("text", (await pool.ReadAsync(new ReadingRequest(Write("a.txt", "text"u8.ToArray()), "a.txt", ReadingOptions.Default), Cancellation)).Text);
        Assert.Equal(2, pool.StartedCount);
    }

    private static ReaderPool Create(DocumentOptions? options = null, long maxFileBytes = 1 << 20) =>
        new(Options.Create(options ?? new DocumentOptions()), Options.Create(new UploadOptions { MaxFileBytes = maxFileBytes }), TimeProvider.System, NullLogger<ReaderPool>.Instance);

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    // Whoever opens it waits for a writer, who never comes.
    private string MakePipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Named pipes in the file system are not known there.");
        string path = Path.Combine(_folder.Path, "pipe");
        using Process made = Process.Start("mkfifo", [path]);
        made.WaitForExit();
        Assert.Equal(0, made.ExitCode);
        return path;
    }

    private sealed class OneWayStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
