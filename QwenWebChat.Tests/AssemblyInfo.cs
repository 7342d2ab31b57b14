// The count of live tensors is process-wide and libtorch uses every core: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
[assembly: TestCollectionOrderer(typeof(QwenWebChat.Tests.SkippedTestsLast))]
