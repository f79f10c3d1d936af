#!/usr/bin/perl
# Runs a program as its child, and waits for whatever that leaves behind: reap <program> <word>...
#
# A browser ends before its helpers do, and an ended process whose parent is gone stays as a zombie until its new parent
# asks for it. Node asks for its own children alone: one zombie per login was counted. Perl, since the kernel's word for
# "give me the orphans" (prctl, PR_SET_CHILD_SUBREAPER) has no program in a bare Debian, and perl-base is part of it.
use strict;
use warnings;

# x86-64's number, as the image is for x86-64; the name is that of linux/prctl.h.
my ($PRCTL, $PR_SET_CHILD_SUBREAPER) = (157, 36);
my @FORWARDED = qw(TERM INT HUP QUIT USR1 USR2);

# It was only to keep Perl from saying that Lambda's LANG is not installed.
delete $ENV{PERL_BADLANG};

# Where we are the first process all orphans come to us; elsewhere only for having asked.
syscall($PRCTL, $PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0 or die "reap: no subreaper: $!\n";

my $program = 0;
for my $name (@FORWARDED) {
    $SIG{$name} = sub { kill $name, $program if $program };
}
$program = fork() // die "reap: no fork: $!\n";
if ($program == 0) {
    $SIG{$_} = 'DEFAULT' for @FORWARDED;
    exec { $ARGV[0] } @ARGV or die "reap: $ARGV[0]: $!\n";
}

my $ended;
do { $ended = wait() } while ($ended != $program && $ended != -1);
# As a shell says it: a first process cannot die of a signal that it sends to itself.
exit(($? & 127) ? 128 + ($? & 127) : $? >> 8);
